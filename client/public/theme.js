// Runs before the first paint, so that nobody sees a light page flash in the dark. An own file: the content policy allows no inline script.
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem('theme');
  } catch {
    // Storage may be refused; the device's own setting holds.
  }
  // Where the device forces its colours, charts have to stand on its ground, whatever was chosen.
  if (matchMedia('(forced-colors: active)').matches) chosen = null;
  const dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
