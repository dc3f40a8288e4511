/** What Vite builds on, and with it everything here: 20 from 20.19, and all from 22.12. */
export function canRunOn(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major === 20 ? minor >= 19 : major > 22 || (major === 22 && minor >= 12);
}
