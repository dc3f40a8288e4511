import { fireEvent, screen } from '@testing-library/react';
import type { RosterPreview } from '#shared/contract/roster.js';
import { openOffice } from './office-page.js';

const FINGERPRINT = 'a'.repeat(64);

export function aRosterPreview(parts: Partial<RosterPreview> = {}): RosterPreview {
  return {
    ...{ columns: ['Nr', 'Name', 'Team'], mapping: { employeeId: 'Nr', name: 'Name', unit: 'Team' }, rows: 3, people: 2, withoutEmail: 2 },
    ...{
      units: [{ path: 'Sales', people: 2 }],
      problems: [],
      problemCount: 0,
      warnings: [],
      warningCount: 0,
      joined: 2,
      left: 0,
      moved: 0,
      unchanged: 0,
    },
    ...{ examples: { joined: ['Ada'], left: [], moved: [] }, fingerprint: FINGERPRINT },
    ...parts,
  };
}

/** Chooses a file, and is at its preview. */
export async function chooseFile(then = 'What the import would do', { choose = 'Choose a CSV file', language = 'en' } = {}): Promise<void> {
  openOffice('/people/import', language);
  await screen.findByRole('button', { name: choose });
  const input = document.querySelector('input[type=file]') as HTMLInputElement;
  fireEvent.change(input, {
    target: { files: Object.assign([new File(['x'], 'roster.csv')], { item: (at: number) => input.files?.[at] ?? null }) },
  });
  await screen.findByRole('heading', { name: then });
}

/** The row by which what was previewed is stored. */
export function rowOfImport(preview = aRosterPreview()): string {
  const mapping = encodeURIComponent(JSON.stringify(preview.mapping)).replaceAll('%20', '+');
  return `POST /api/roster?mapping=${mapping}&fingerprint=${FINGERPRINT}&leaveOutProblems=no`;
}
