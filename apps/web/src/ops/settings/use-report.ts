import { readHubError } from '../../hub/hub-error.ts';
import { type TestResult, useSettingsStore } from './settings-store.ts';

/** Returns callbacks of a mutation that add its outcome to the results panel. */
export function useReport(kind: TestResult['kind']) {
  const addResult = useSettingsStore((state) => state.addResult);
  return {
    onSuccess: (answer: { message: string; timestamp: string }) =>
      addResult({ kind, isSuccess: true, message: answer.message, at: answer.timestamp }),
    onError: (error: unknown) =>
      addResult({
        kind,
        isSuccess: false,
        message: readHubError(error).message,
        at: new Date().toISOString(),
      }),
  };
}
