/** Texts of a file as they are, each in its own direction of writing. */
export function Samples({ texts }: { texts: readonly string[] }) {
  return (
    <span style={{ overflowWrap: 'anywhere' }}>
      {texts.map((text, place) => (
        <span key={text}>
          {place === 0 ? null : ' · '}
          <bdi>{text}</bdi>
        </span>
      ))}
    </span>
  );
}
