import { useEffect, useState } from 'react';

/** Whether something has been so for longer than this many milliseconds. */
export function useLastsLong(isSo: boolean, milliseconds: number): boolean {
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    if (!isSo) return;
    const timer = setTimeout(() => setLong(true), milliseconds);
    return () => {
      clearTimeout(timer);
      setLong(false);
    };
  }, [isSo, milliseconds]);
  return isSo && isLong;
}
