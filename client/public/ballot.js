// Runs before the page's scripts are there, which takes a slow phone most of a second. An own file: the content policy allows no inline script.

// Nobody sees a light page flash in the dark.
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem('theme');
  } catch {
    // Storage may be refused; the device's own setting holds.
  }
  const dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();

// The terms of the round in the link, and how it stands, are asked for now: the page takes the answers where it would ask itself.
// Of the code in the address only the round's half is read; the token stays where it is until the page takes it away.
(() => {
  const [, half] = /(?:#|%23)[0-9A-Z]{26}\.([0-9A-HJKMNP-TV-Z]{52})$/.exec(location.href) ?? [];
  if (!half || !window.isSecureContext) return;
  let bits = '';
  for (const character of half) bits += '0123456789ABCDEFGHJKMNPQRSTVWXYZ'.indexOf(character).toString(2).padStart(5, '0');
  let manifest = '';
  for (let at = 0; at < 256; at += 4) manifest += Number.parseInt(bits.slice(at, at + 4), 2).toString(16);
  const asked = new Map();
  for (const path of [`/ballot/manifests/${manifest}`, `/ballot/manifests/${manifest}/now`]) {
    const reply = fetch(path, { credentials: 'omit', referrerPolicy: 'no-referrer', cache: 'no-store', redirect: 'error' });
    reply.catch(() => {});
    asked.set(path, reply);
  }
  window.candourAsked = asked;
})();
