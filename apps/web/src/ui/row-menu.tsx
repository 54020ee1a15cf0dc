import { IconDots } from '@tabler/icons-react';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { itemsOf, nextItem } from './menu-items.tsx';
import classes from './row-menu.module.css';

const GAP_PIXELS = 4;

/**
 * The menu of a row: a button with three dots. Lists have hundreds of them, so nothing but the button is drawn until it
 * opens, and `items` is called only then. It opens in the browser's top layer, where no scrolling table cuts it off.
 */
export function RowMenu(props: {
  /** Names the button and the menu for screen readers, such as `Actions for trail-notes`. */
  label: string;
  items: () => ReactNode;
  isBusy?: boolean;
  /** What the button shows in place of the dots. */
  icon?: ReactNode;
  /** What the button shows as words. Such a menu keeps to the start of its button. */
  face?: ReactNode;
}) {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      <button
        ref={button}
        type="button"
        className={props.face === undefined ? classes.button : classes.face}
        aria-label={props.label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-busy={props.isBusy ?? false}
        {...(isOpen ? { 'aria-controls': id } : {})}
        onClick={() => setOpen(!isOpen)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
          event.preventDefault();
          setOpen(true);
        }}
      >
        {props.face ?? props.icon ?? <IconDots size={18} aria-hidden />}
      </button>
      {isOpen ? (
        <OpenMenu
          id={id}
          label={props.label}
          button={button.current}
          edge={props.face === undefined ? 'end' : 'start'}
          onClose={() => setOpen(false)}
        >
          {props.items()}
        </OpenMenu>
      ) : null}
    </>
  );
}

function OpenMenu(props: {
  id: string;
  label: string;
  button: HTMLButtonElement | null;
  edge: 'start' | 'end';
  onClose: () => void;
  children: ReactNode;
}) {
  const { button, edge, onClose } = props;
  const menu = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const box = menu.current;
    if (box === null) return;
    box.showPopover();
    if (button !== null) place(box, button, edge);
    itemsOf(box)[0]?.focus();
    const closeOutside = (event: PointerEvent) => {
      const isWithin =
        event.target instanceof Node && (box.contains(event.target) || button?.contains(event.target));
      if (!isWithin) onClose();
    };
    // What it belongs to moves away from it.
    const closeMoved = () => onClose();
    document.addEventListener('pointerdown', closeOutside);
    window.addEventListener('scroll', closeMoved, { capture: true, passive: true });
    window.addEventListener('resize', closeMoved);
    return () => {
      document.removeEventListener('pointerdown', closeOutside);
      window.removeEventListener('scroll', closeMoved, { capture: true });
      window.removeEventListener('resize', closeMoved);
    };
  }, [button, edge, onClose]);

  const onKeyDown = (event: KeyboardEvent) => {
    const to = nextItem(itemsOf(menu.current), event.key);
    if (event.key === 'Escape' || event.key === 'Tab') {
      if (event.key === 'Escape') event.preventDefault();
      button?.focus();
      onClose();
    }
    if (to === undefined) return;
    event.preventDefault();
    to.focus();
  };

  return (
    <div
      ref={menu}
      id={props.id}
      popover="manual"
      role="menu"
      aria-label={props.label}
      tabIndex={-1}
      className={classes.menu}
      data-mantine-stop-propagation="true"
      onKeyDown={onKeyDown}
      onClick={(event) => {
        // A row that opens by a click must not hear of this one.
        event.stopPropagation();
        if (!(event.target instanceof Element) || event.target.closest('[role^=menuitem]') === null) return;
        button?.focus();
        onClose();
      }}
    >
      {props.children}
    </div>
  );
}

/** Below the button, at one of its ends; above where there is no room below. */
function place(box: HTMLElement, button: HTMLElement, edge: 'start' | 'end'): void {
  const at = button.getBoundingClientRect();
  const { width, height } = box.getBoundingClientRect();
  const isRightToLeft = getComputedStyle(button).direction === 'rtl';
  const left = isRightToLeft === (edge === 'end') ? at.left : at.right - width;
  const isBelow = at.bottom + GAP_PIXELS + height <= window.innerHeight || at.top < height + GAP_PIXELS;
  box.style.left = `${Math.max(8, Math.min(left, window.innerWidth - width - 8))}px`;
  box.style.top = `${isBelow ? at.bottom + GAP_PIXELS : at.top - GAP_PIXELS - height}px`;
}
