import { type ColumnMapping, ROSTER_FIELDS, type RosterField } from '#shared/contract/roster.js';

const FAMILY = ['lastname', 'surname', 'familyname', 'nachname', 'familienname', 'nomdefamille', 'apellido', 'apellidos', 'שםמשפחה'];
/** Beside a column of family names these are given ones. */
const NAME_OR_GIVEN = ['nombre', 'nombres', 'שם'];

/** What personnel systems call each column, in the five languages, without spaces, points and case. */
const HEADINGS: Record<RosterField, readonly string[]> = {
  employeeId: [
    ...[
      'employeeid',
      'employeenumber',
      'employeeno',
      'empid',
      'staffid',
      'staffnumber',
      'personnelnumber',
      'payrollnumber',
      'id',
      'workerid',
    ],
    ...[
      'personalnummer',
      'personalnr',
      'persnr',
      'pernr',
      'mitarbeiternummer',
      'mitarbeiternr',
      'mitarbeiterid',
      'matricule',
      'numeroemploye',
      'idemploye',
    ],
    ...['numerodeempleado', 'idempleado', 'legajo', 'מספרעובד', 'מסעובד', 'מזההעובד', 'תזעובד', 'מזהה'],
  ],
  name: [
    ...['name', 'fullname', 'employeename', 'employee', 'displayname', 'mitarbeiter', 'vollername', 'vorundnachname', 'nom', 'nomcomplet'],
    ...['nombre', 'nombrecompleto', 'empleado', 'שם', 'שםמלא', 'שםעובד', 'שםהעובד'],
    ...FAMILY,
  ],
  givenName: ['firstname', 'givenname', 'forename', 'vorname', 'prenom', 'nombredepila', 'שםפרטי'],
  email: [
    ...['email', 'mail', 'emailaddress', 'workemail', 'mailadresse', 'emailadresse', 'courriel', 'adressemail', 'adresseemail'],
    ...['correo', 'correoelectronico', 'דואל', 'דואראלקטרוני', 'מייל', 'אימייל', 'כתובתמייל'],
  ],
  unit: [
    ...[
      'unit',
      'unitpath',
      'department',
      'dept',
      'orgunit',
      'organisationunit',
      'organizationunit',
      'organisation',
      'organization',
      'team',
      'path',
    ],
    ...['abteilung', 'einheit', 'orgeinheit', 'organisationseinheit', 'bereich', 'unite', 'departement', 'service', 'equipe'],
    ...['unidad', 'departamento', 'equipo', 'יחידה', 'מחלקה', 'אגף', 'צוות', 'יחידהארגונית'],
  ],
  leads: [
    ...['leads', 'leader', 'lead', 'leadsit', 'leadsunit', 'manager', 'ismanager', 'ishead', 'head', 'leadsitornot'],
    ...[
      'leitet',
      'leitung',
      'fuhrungskraft',
      'fuehrungskraft',
      'dirige',
      'responsable',
      'jefe',
      'lider',
      'מנהל',
      'מנהלת',
      'מוביל',
      'מנהלאתהיחידה',
    ],
  ],
  language: ['language', 'lang', 'locale', 'preferredlanguage', 'sprache', 'langue', 'idioma', 'lengua', 'שפה'],
};

/** The fields without which nobody can be invited. */
export const NEEDED_FIELDS = ['employeeId', 'name', 'unit'] as const satisfies readonly RosterField[];

/**
 * For each field the column it is read from: as `chosen` says, else guessed from the headings. A field that was chosen is never guessed: it has `''`,
 * no column, where its column is not there, is another field's already, or was chosen to be none.
 */
export function mapColumns(columns: readonly string[], chosen: ColumnMapping): ColumnMapping {
  const free = new Set(columns.map((_, at) => at));
  const mapping: ColumnMapping = {};
  const take = (field: RosterField, at: number) => {
    const column = columns[at];
    if (column !== undefined && free.delete(at)) mapping[field] = column;
  };
  for (const field of ROSTER_FIELDS) {
    const column = chosen[field];
    if (column === undefined) continue;
    mapping[field] = '';
    if (column !== '') take(field, columns.indexOf(column));
  }
  const apart = columns.some((column) => FAMILY.includes(plain(column)));
  const means = (field: RosterField, heading: string) => {
    if (apart && NAME_OR_GIVEN.includes(heading)) return field === 'givenName';
    return HEADINGS[field].includes(heading);
  };
  for (const field of ROSTER_FIELDS) {
    if (chosen[field] !== undefined) continue;
    take(
      field,
      columns.findIndex((column, at) => free.has(at) && means(field, plain(column))),
    );
  }
  return mapping;
}

/** `E-Mail address` and `EMAIL_ADDRESS` alike: letters and digits alone, without accents, in lower case. */
function plain(heading: string): string {
  return heading
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase();
}
