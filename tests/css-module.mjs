// A CSS module in a page test: each class is its own name.
export default new Proxy({}, { get: (_, name) => (typeof name === 'string' ? name : undefined) });
