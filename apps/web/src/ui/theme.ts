import {
  type ActionIconProps,
  type BadgeProps,
  type ButtonProps,
  createTheme,
  type DrawerProps,
  type MantineColorsTuple,
  type ModalProps,
  type PaperProps,
  type TableProps,
  type TooltipProps,
} from '@mantine/core';

const petrol: MantineColorsTuple = [
  '#e9f5f5',
  '#d2e9ea',
  '#a6d4d6',
  '#76bcc1',
  '#4ba6ac',
  '#2f959c',
  '#1b838a',
  '#106e75',
  '#0a5a60',
  '#06464b',
];

const gray: MantineColorsTuple = [
  '#f6f8f8',
  '#eef1f2',
  '#e2e7e9',
  '#d4dbde',
  '#bcc6cb',
  '#87949a',
  '#5f6d74',
  '#4b585f',
  '#37424a',
  '#20282d',
];

const red: MantineColorsTuple = [
  '#fdeceb',
  '#fbd9d7',
  '#f5b1ad',
  '#ee8781',
  '#e8645c',
  '#e04a41',
  '#cf3a31',
  '#b9302a',
  '#a02722',
  '#84201c',
];

const dark: MantineColorsTuple = [
  '#d8dee1',
  '#b9c2c7',
  '#95a1a7',
  '#6d7a81',
  '#3b474e',
  '#2b353b',
  '#1d2529',
  '#14191c',
  '#0f1416',
  '#0a0e10',
];

/** Mantine makes it a `<header>`, which would be a second banner beside that of the page. */
const PLAIN_HEADER = { attributes: { header: { role: 'presentation' } } };

export const theme = createTheme({
  colors: { petrol, gray, red, dark },
  primaryColor: 'petrol',
  primaryShade: { light: 7, dark: 7 },
  black: '#1a2226',
  defaultRadius: 'md',
  radius: { xs: '3px', sm: '5px', md: '7px', lg: '10px', xl: '16px' },
  fontFamily: "'Inter Variable', system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif",
  fontFamilyMonospace:
    "ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace",
  headings: { fontWeight: '650', sizes: { h1: { fontSize: '1.5rem', lineHeight: '1.3' } } },
  cursorType: 'pointer',
  respectReducedMotion: true,
  // By their names alone: `Modal.extend` and the like would load every one of them with the first page.
  components: {
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } satisfies ActionIconProps },
    Badge: { defaultProps: { variant: 'light', radius: 'sm', tt: 'none', fw: 550 } satisfies BadgeProps },
    Button: { defaultProps: { fw: 550 } satisfies ButtonProps },
    Drawer: {
      defaultProps: PLAIN_HEADER satisfies Partial<DrawerProps>,
      styles: { title: { fontWeight: 600 } },
    },
    // A menu has nothing but items, and all is within a landmark.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    Popover: { defaultProps: { portalProps: { target: '#page' } } },
    Modal: {
      defaultProps: {
        ...PLAIN_HEADER,
        centered: true,
        padding: 'lg',
        closeButtonProps: { 'aria-label': 'Close' },
      } satisfies Partial<ModalProps>,
      styles: { title: { fontWeight: 600 } },
    },
    Paper: { defaultProps: { withBorder: true, radius: 'lg' } satisfies PaperProps },
    Table: { defaultProps: { tabularNums: true, highlightOnHover: true } satisfies TableProps },
    Tooltip: { defaultProps: { openDelay: 350, withArrow: true } satisfies Partial<TooltipProps> },
  },
});
