export type EditValue = string | number | null;

/** Somebody else changed the field after the person began to edit it. */
export class EditConflict extends Error {
  override readonly name = 'EditConflict';
  /** What it is now. */
  readonly theirs: EditValue;

  constructor(theirs: EditValue) {
    super('Somebody else changed it.');
    this.theirs = theirs;
  }
}

type ReadEdit = { kind: 'value'; value: EditValue } | { kind: 'problem'; problem: string };

/** What a kind of cell knows: define it once, outside of components. */
export interface EditRules {
  /** The text that editing begins with. */
  toText: (value: EditValue) => string;
  read: (text: string) => ReadEdit;
  /** How a value is shown. */
  say: (value: EditValue) => string;
  inputMode?: 'text' | 'numeric' | 'decimal';
}
