const ROWS = [
  ['Employee ID', 'Name', 'E-mail', 'Unit', 'Leads it', 'Language'],
  ['1001', 'Amara Okafor', 'amara.okafor@example.org', 'Sales', 'yes', 'en'],
  ['1002', 'Noa Levi', 'noa.levi@example.org', 'Sales / North', 'yes', 'he'],
  ['1003', 'Jonas Weber', '', 'Sales / North', 'no', 'de'],
  ['1004', 'Chloé Martin', 'chloe.martin@example.org', 'Workshop / Paint, early shift', 'no', 'fr'],
] as const;

/** A roster to begin from: every column, somebody without a mailbox, and a comma inside a name. With a byte order mark, so that spreadsheets read it as UTF-8. */
export function sampleRoster(): string {
  const lines = ROWS.map((row) => row.map((cell) => (/[",]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(','));
  return `\uFEFF${lines.join('\r\n')}\r\n`;
}
