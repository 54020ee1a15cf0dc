import { CloseButton, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';

const SETTLE_MILLISECONDS = 250;

/** A search field that waits until the person stops typing. */
export function SearchField(props: {
  label: string;
  placeholder: string;
  value: string;
  onSearch: (value: string) => void;
}) {
  const [text, setText] = useState(props.value);
  /** What this field has put into the address. When it arrives there, the person may have typed on. */
  const sent = useRef(props.value);
  const settle = useDebouncedCallback((value: string) => {
    sent.current = value;
    props.onSearch(value);
  }, SETTLE_MILLISECONDS);
  // Follow the address when something else changes it, such as the back button or a cleared filter.
  useEffect(() => {
    if (props.value === sent.current) return;
    sent.current = props.value;
    setText(props.value);
  }, [props.value]);
  const change = (value: string) => {
    setText(value);
    settle(value.trim());
  };
  return (
    <TextInput
      type="search"
      aria-label={props.label}
      aria-keyshortcuts="/"
      placeholder={props.placeholder}
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={
        text === '' ? null : <CloseButton size="sm" aria-label="Clear search" onClick={() => change('')} />
      }
      value={text}
      maxLength={255}
      onChange={(event) => change(event.currentTarget.value)}
    />
  );
}
