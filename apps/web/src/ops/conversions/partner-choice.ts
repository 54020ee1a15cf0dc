export const ANY_PARTNER = 'Any partner';

export interface PartnerChoice {
  /** The handle may be unknown, where an address has the id alone. */
  chosen: { id: number; handle: string | undefined } | null;
  /** What stands there without a choice. */
  any?: string;
  onChoose: (partner: { id: number; handle: string } | null) => void;
}

/** Returns what the field says of the choice. */
export const sayPartner = ({ chosen, any = ANY_PARTNER }: PartnerChoice): string =>
  chosen === null ? any : (chosen.handle ?? `Partner ${chosen.id}`);
