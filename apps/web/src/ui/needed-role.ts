/** Returns the role that the hub asks for in the words of a refusal: `Only an owner may do this, …`. Null: another reason. */
export function neededRole(message: string): string | null {
  return /^only an (owner|operator|analyst) may /i.exec(message)?.[1] ?? null;
}
