import { IconCheck, IconChevronDown, IconFileTypeCsv } from '@tabler/icons-react';
import { MenuChoice, MenuNote } from '../../ui/menu-items.tsx';
import { RowMenu } from '../../ui/row-menu.tsx';
import { type FileFormat, fileFormats } from './file-format.ts';
import classes from './format-menu.module.css';

/** Exports in a format that is chosen here, and that the button beside it takes from then on. */
export function FormatMenu(props: {
  label: string;
  chosen: FileFormat;
  onExport: (format: FileFormat) => void;
}) {
  return (
    <RowMenu
      label={props.label}
      icon={<IconChevronDown size={16} stroke={1.7} aria-hidden />}
      items={() => (
        <>
          <MenuNote>Export as CSV with</MenuNote>
          {(Object.keys(fileFormats) as FileFormat[]).map((format) => (
            <MenuChoice
              key={format}
              icon={<IconFileTypeCsv size={16} aria-hidden />}
              isChosen={format === props.chosen}
              mark={<IconCheck size={16} aria-hidden />}
              onSelect={() => props.onExport(format)}
            >
              {fileFormats[format].name}
              <span className={classes.hint}>{fileFormats[format].hint}</span>
            </MenuChoice>
          ))}
        </>
      )}
    />
  );
}
