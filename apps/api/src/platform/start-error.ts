/** The hub cannot start; the message is one that a person can act on, and holds no secret. */
export class StartError extends Error {
  override readonly name = 'StartError';
}
