import { Button, NativeSelect, Skeleton, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Fragment, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { ApiError, post } from '../api/client';
import { explain } from '../api/explain';
import { dayKey, dayName, when } from '../api/times';
import { Failed } from '../kit/states';
import { t } from '../texts/texts';
import { Bubble } from './Bubble';
import { PhoneComposer } from './PhoneComposer';
import classes from './phone.module.css';
import { asMedia } from './pictures';
import { type Line, useThread } from './useThread';

interface Props {
  /** The pretend phone's number. */
  phone: string;
  /** The numbers of ours that it can write to. */
  numbers: { number: string; name: string }[];
  number: string | undefined;
  onNumber: (number: string) => void;
}

interface Sending extends Line {
  /** When the last message came that was there before it. */
  after: string;
}

/** A customer's phone: what it and one of our numbers say to each other. */
export function Handset({ phone, numbers, number, onNumber }: Props) {
  const client = useQueryClient();
  const thread = useThread(phone, number);
  const [sending, setSending] = useState<Sending[]>([]);
  const [fault, setFault] = useState('');
  const screen = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLTextAreaElement>(null);
  const isThere = (line: Sending) => thread.lines?.some(other => other.isMine && other.text === line.text && other.tm_create > line.after);
  const waiting = sending.filter(line => !isThere(line));
  const last = thread.lines?.at(-1)?.id;

  const toEnd = () => {
    screen.current?.scrollTo({ top: screen.current.scrollHeight });
  };
  useLayoutEffect(toEnd, [last, waiting.length]);
  useEffect(() => input.current?.focus(), [phone]);

  const send = async (text: string, files: File[]) => {
    setFault('');
    const id = `${Date.now()}-${Math.random()}`;
    const after = thread.lines?.at(-1)?.tm_create ?? '';
    setSending([...waiting, { id, after, isMine: true, text, medias: files.map(file => ({ type: 'file', filename: file.name })), tm_create: '' }]);
    try {
      await post('/v1.0/phone/messages', { from: phone, to: number, text, medias: await Promise.all(files.map(asMedia)) });
      await client.invalidateQueries({ queryKey: ['phone', phone] });
      return true;
    } catch (e) {
      setSending(before => before.filter(line => line.id !== id));
      setFault(e instanceof ApiError || !(e instanceof Error) ? explain(e) : e.message);
      return false;
    }
  };

  return (
    <section className={classes.handset} aria-label={t('phone.handset', { number: phone })}>
      <header className={classes.top}>
        <span className={classes.speaker} aria-hidden />
        <NativeSelect
          variant="unstyled"
          aria-label={t('phone.to')}
          value={number ?? ''}
          onChange={event => onNumber(event.currentTarget.value)}
          data={numbers.map(one => ({ value: one.number, label: one.name ? `${one.name} · ${one.number}` : one.number }))}
          classNames={{ input: classes.contact }}
        />
      </header>
      <div className={classes.screen} ref={screen} onLoadCapture={toEnd} tabIndex={0} role="log" aria-label={t('phone.messages')}>
        {thread.isMore && (
          <Button variant="subtle" size="compact-sm" loading={thread.isLoadingMore} onClick={thread.more} mx="auto">
            {t('phone.older')}
          </Button>
        )}
        {thread.error ? <Failed error={thread.error} retry={thread.retry} /> : !thread.lines ? <Skeletons /> : <Lines lines={[...thread.lines, ...waiting]} />}
      </div>
      <PhoneComposer key={phone} input={input} disabled={number === undefined} fault={fault} onSend={send} />
    </section>
  );
}

function Lines({ lines }: { lines: Line[] }) {
  if (lines.length === 0)
    return (
      <Text c="dimmed" size="sm" ta="center" m="auto" maw={240}>
        {t('phone.empty')}
      </Text>
    );
  let day = '';
  return (
    <ul className={classes.lines}>
      {lines.map(line => {
        const at = when(line.tm_create);
        const isNew = at !== undefined && dayKey(at) !== day;
        if (at) day = dayKey(at);
        return (
          <Fragment key={line.id}>
            {isNew && <li className={classes.day}>{dayName(at)}</li>}
            <Bubble line={line} state={at ? undefined : t('phone.sending')} />
          </Fragment>
        );
      })}
    </ul>
  );
}

const Skeletons = () => (
  <div role="status" aria-label={t('app.loading')} className={classes.lines}>
    <Skeleton h={38} w="60%" radius="lg" ml="auto" />
    <Skeleton h={54} w="70%" radius="lg" mt={8} />
  </div>
);
