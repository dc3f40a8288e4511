export { importRoster, previewRoster, type RosterImport, type RosterNeeds, type RosterUpload } from './import-roster.js';
export { findPeople, type ReadRosterNeeds, readUnits } from './read-roster.js';
export { sampleRoster } from './sample-roster.js';
