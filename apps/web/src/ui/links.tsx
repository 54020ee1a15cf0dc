import { Anchor, type AnchorProps, Button, type ButtonProps, Menu, type MenuItemProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { ComponentProps } from 'react';

type Native<Own> = Own & Omit<ComponentProps<'a'>, keyof Own>;

/** Text that leads to a page of this app. */
export const AnchorLink = createLink((props: Native<AnchorProps>) => <Anchor {...props} />);

/** A button that leads to a page of this app. */
export const ButtonLink = createLink((props: Native<ButtonProps>) => <Button component="a" {...props} />);

/** A menu item that leads to a page of this app. */
export const MenuLink = createLink((props: Native<MenuItemProps>) => <Menu.Item component="a" {...props} />);
