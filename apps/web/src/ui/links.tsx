import { Anchor, type AnchorProps, Button, type ButtonProps, Group } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { createLink } from '@tanstack/react-router';
import type { ComponentProps } from 'react';

type Native<Own> = Own & Omit<ComponentProps<'a'>, keyof Own>;

/** A text link to a page of this app. */
export const AnchorLink = createLink((props: Native<AnchorProps>) => <Anchor {...props} />);

/** A button that links to a page of this app. */
export const ButtonLink = createLink((props: Native<ButtonProps>) => <Button component="a" {...props} />);

/** A link above the title of a page that leads to its parent page. */
export const BackLink = createLink(({ children, ...props }: Native<AnchorProps>) => (
  <Anchor {...props} fz="sm" c="dimmed" display="inline-block" mb={10}>
    <Group gap={4} component="span">
      <IconArrowLeft size={15} aria-hidden />
      {children}
    </Group>
  </Anchor>
));

/** A link in a cell of a long list: nothing but an element, since lists have hundreds of them. */
export const CellLink = createLink(({ className, ...props }: ComponentProps<'a'>) => (
  <a {...props} className={className ?? 'hub-cell-link'} />
));
