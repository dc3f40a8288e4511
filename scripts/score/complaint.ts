/** Something is wrong with what was given: one clear line for whoever typed it. */
export class Complaint extends Error {}
