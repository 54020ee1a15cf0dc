import { type MantineColorScheme, useMantineColorScheme } from '@mantine/core';
import { IconCheck, IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react';
import { CornerMenu } from '../../ui/corner-menu.tsx';
import { MenuChoice } from '../../ui/menu-items.tsx';
import classes from './color-scheme-menu.module.css';

const schemes = [
  { value: 'light', label: 'Light', icon: IconSun },
  { value: 'dark', label: 'Dark', icon: IconMoon },
  { value: 'auto', label: 'Same as the system', icon: IconDeviceDesktop },
] as const satisfies readonly { value: MantineColorScheme; label: string; icon: typeof IconSun }[];

export function ColorSchemeMenu() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const current = schemes.find((scheme) => scheme.value === colorScheme) ?? schemes[2];
  return (
    <CornerMenu
      label={`Colour scheme: ${current.label}`}
      align="end"
      buttonClassName={classes.button}
      button={<current.icon size={18} stroke={1.7} aria-hidden />}
    >
      {schemes.map((scheme) => (
        <MenuChoice
          key={scheme.value}
          icon={<scheme.icon size={16} aria-hidden />}
          isChosen={scheme.value === colorScheme}
          mark={<IconCheck size={15} aria-hidden />}
          onSelect={() => setColorScheme(scheme.value)}
        >
          {scheme.label}
        </MenuChoice>
      ))}
    </CornerMenu>
  );
}
