import { Button, Center, Table, VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { t } from '../texts/texts';
import { Breakable } from './Breakable';
import classes from './kit.module.css';
import { Failed, Waiting } from './states';
import type { List } from './useList';

export interface Column<T> {
  title: string;
  /** Its cells say by themselves what they are: the title is for those who do not see them. */
  untitled?: boolean;
  cell: (item: T) => ReactNode;
  /** Left out where the screen is narrow. */
  wide?: boolean;
  /** As in CSS; the first column takes what is left. */
  width?: number | string;
  align?: 'left' | 'right';
}

interface ResourceListProps<T extends { id: string }> {
  list: List<T>;
  /** What it is a list of, for those who do not see it. */
  label: string;
  columns: Column<T>[];
  /** Where a row leads: its first cell is the link. */
  href?: (item: T) => string;
  /** Shown where there is nothing; see {@link Empty}. */
  empty: ReactNode;
}

/** A list of the API's as a table, with its first page on the way, not to be had, or empty. */
export function ResourceList<T extends { id: string }>({ list, label, columns, href, empty }: ResourceListProps<T>) {
  if (!list.items) return <div className={classes.card}>{list.error ? <Failed error={list.error} retry={list.retry} /> : <Waiting />}</div>;
  if (list.items.length === 0) return <div className={classes.card}>{empty}</div>;
  return (
    <div className={classes.card}>
      <Table verticalSpacing="sm" horizontalSpacing="md" aria-label={label}>
        <Table.Thead>
          <Table.Tr>
            {columns.map(column => (
              <Table.Th key={column.title} w={column.width} ta={column.align} className={column.wide ? classes.wide : undefined}>
                {column.untitled ? <VisuallyHidden>{column.title}</VisuallyHidden> : column.title}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {list.items.map(item => (
            <Table.Tr key={item.id} className={href ? classes.row : undefined}>
              {columns.map((column, index) => (
                <Table.Td key={column.title} ta={column.align} className={[classes.cell, column.wide && classes.wide, column.align && classes.short].filter(Boolean).join(' ')}>
                  {index === 0 && href ? (
                    <Link href={href(item)} className={classes.open}>
                      <Cell content={column.cell(item)} />
                    </Link>
                  ) : (
                    column.cell(item)
                  )}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <More list={list} />
    </div>
  );
}

/** What opens a row, as an address, breaks where it is divided. */
const Cell = ({ content }: { content: ReactNode }) => (typeof content === 'string' ? <Breakable text={content} /> : content);

/** Brings the next page, and says where that failed. */
export function More({ list }: { list: Pick<List<unknown>, 'error' | 'isMore' | 'isLoadingMore' | 'more'> }) {
  if (list.error) return <Failed error={list.error} retry={list.more} />;
  if (!list.isMore) return null;
  return (
    <Center p="sm">
      <Button variant="subtle" size="compact-md" loading={list.isLoadingMore} onClick={() => list.more()}>
        {t('kit.more')}
      </Button>
    </Center>
  );
}
