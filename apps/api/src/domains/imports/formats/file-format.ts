/** Columns are named by their titles in lower case, letters and digits only: `In stock?` is `instock`. */
type ColumnName = string;

/** The first of these columns that the file has; or all whose names begin with this, or all behind it: one for each shop. */
export type ColumnChoice =
  | readonly ColumnName[]
  | { readonly startsWith: ColumnName }
  | { readonly behind: ColumnName };

/** What columns of a line have to say, all of them. A column that the file lacks says nothing, not even ''. */
export type Condition = Readonly<Record<ColumnName, string | readonly string[] | { readonly not: string }>>;

/**
 * How one program writes its products. Columns that are not named here are not read: a status such as `In stock?` is
 * never a level.
 */
export interface FileFormat {
  id: string;
  /** As people see it. */
  name: string;
  /** Sets of columns: a file that has all of one set is of this format. */
  recognisedBy: readonly (readonly ColumnName[])[];
  columns: {
    sku: readonly ColumnName[];
    name?: readonly ColumnName[];
    stock?: ColumnChoice;
    threshold?: ColumnChoice;
    unitPrice?: readonly ColumnName[];
    supplier?: readonly ColumnName[];
    /** The place that a line counts; the levels of a SKU are added up. */
    location?: readonly ColumnName[];
  };
  /** Columns that make a name complete, such as a size, all that the file has. */
  nameParts?: readonly ColumnName[];
  /** Texts of these columns that are no part of a name, in lower case. */
  noNameParts?: readonly string[];
  /** What is cut from parts of names. */
  cutFromNames?: RegExp;
  /** Texts that stand for "no level" or "no price", in lower case. */
  noValues?: { stock?: readonly string[]; unitPrice?: readonly string[] };
  /** A line's stock is a level unless one of these holds. */
  noLevelIf?: readonly Condition[];
  /** A threshold counts only if this column beside it says so; with `startsWith`, the column of the same place. */
  thresholdIf?: { column: ColumnName | { readonly startsWith: ColumnName }; is: readonly string[] };
  /** An amount on top of the price. */
  surcharge?: ColumnName;
  /** Lines of variants below the line of their product, whose texts they do not repeat. */
  variants?: {
    lines: Condition;
    /** A column with the same text for all lines of a product; without it, a variant belongs to the product above. */
    sameProduct?: ColumnName;
    /** Columns that make a variant's name out of its product's. */
    nameParts?: readonly ColumnName[];
  };
  /** Lines that are no product of their own; the first condition that holds says why. */
  leaveOut?: readonly { lines: Condition; because: string }[];
  /** Quotes are ordinary characters. */
  isUnquoted?: boolean;
}
