import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import classes from './corner-menu.module.css';
import { itemsOf, nextItem } from './menu-items.tsx';

/** What the highest of the menus takes. */
const ROOM_PIXELS = 240;

/**
 * A button with a menu, for the corners of the frame. Every page has it, and Mantine's menu costs 26 kB, most of it to find
 * a place: this one opens above its button, or below where there is no room above.
 */
export function CornerMenu(props: {
  /** Names the button for screen readers. */
  label: string;
  button: ReactNode;
  buttonClassName: string | undefined;
  /** The edge of the button that the menu keeps to. */
  align: 'start' | 'end';
  /** Whether the button takes the room that is left beside it. */
  isWide?: boolean;
  children: ReactNode;
}) {
  const [side, setSide] = useState<'above' | 'below' | null>(null);
  const isOpen = side !== null;
  const close = () => setSide(null);
  const open = () =>
    setSide((button.current?.getBoundingClientRect().top ?? 0) < ROOM_PIXELS ? 'below' : 'above');
  const id = useId();
  const frame = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (!isOpen) return;
    itemsOf(menu.current)[0]?.focus();
    const closeOutside = (event: PointerEvent) => {
      if (event.target instanceof Node && !frame.current?.contains(event.target)) setSide(null);
    };
    document.addEventListener('pointerdown', closeOutside);
    return () => document.removeEventListener('pointerdown', closeOutside);
  }, [isOpen]);

  const onKeyDown = (event: KeyboardEvent) => {
    const items = itemsOf(menu.current);
    const to = nextItem(items, event.key);
    if (event.key === 'Escape') button.current?.focus();
    if (event.key === 'Escape' || event.key === 'Tab') close();
    if (to === undefined) return;
    event.preventDefault();
    to.focus();
  };

  return (
    <div className={classes.frame} ref={frame} data-wide={props.isWide ?? false}>
      <button
        ref={button}
        type="button"
        className={props.buttonClassName}
        aria-label={props.label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        {...(isOpen ? { 'aria-controls': id } : {})}
        onClick={isOpen ? close : open}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
          event.preventDefault();
          open();
        }}
      >
        {props.button}
      </button>
      {isOpen ? (
        // What was chosen closes the menu; the focus goes back before that, so that it is never lost.
        <div
          ref={menu}
          id={id}
          role="menu"
          aria-label={props.label}
          tabIndex={-1}
          className={classes.menu}
          data-align={props.align}
          data-side={side}
          onKeyDown={onKeyDown}
          onClick={(event) => {
            if (!(event.target instanceof Element) || event.target.closest('[role^=menuitem]') === null)
              return;
            button.current?.focus();
            close();
          }}
        >
          {props.children}
        </div>
      ) : null}
    </div>
  );
}
