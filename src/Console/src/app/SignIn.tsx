import { Alert, Button, Group, Paper, PasswordInput, Stack, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError, post } from '../api/client';
import { explain } from '../api/explain';
import { store } from '../kit/store';
import { t } from '../texts/texts';
import icon from './icon.svg';
import { arrive } from './presence';
import classes from './Shell.module.css';

/** Signs in. The server keeps the credential in a cookie that no script can read. */
export function SignIn({ wasHere }: { wasHere: boolean }) {
  const client = useQueryClient();
  const [fault, setFault] = useState('');
  const [busy, setBusy] = useState(false);
  const isSomethingKept = ['draft:', 'outbox:'].some(prefix => store.names(prefix).length > 0); // nothing is where another tab has signed out
  const form = useForm({ mode: 'uncontrolled', initialValues: { username: '', password: '' } });

  const submit = form.onSubmit(async values => {
    setBusy(true);
    setFault('');
    try {
      await post('/auth/login', values);
      await arrive().catch(() => {}); // what he may do does not hang on it
      await client.resetQueries();
    } catch (e) {
      setFault(e instanceof ApiError && e.status === 401 ? t('app.wrongPassword') : explain(e));
      setBusy(false);
    }
  });

  return (
    <main className={classes.signIn}>
      <Paper withBorder shadow="sm" p="xl" w="100%" maw={380}>
        <form onSubmit={submit}>
          <Stack>
            <Group gap="sm">
              <img src={icon} width={32} height={32} alt="" />
              <Title order={1} size="h3">
                {t('app.signInTitle')}
              </Title>
            </Group>
            {wasHere && <Alert variant="light" role="status">{t(isSomethingKept ? 'app.signedOutKept' : 'app.signedOut')}</Alert>}
            <TextInput label={t('app.username')} name="username" type="text" autoComplete="username" autoCapitalize="none" spellCheck={false} required withAsterisk={false} autoFocus key={form.key('username')} {...form.getInputProps('username')} />
            <PasswordInput label={t('app.password')} name="password" autoComplete="current-password" required withAsterisk={false} visibilityToggleButtonProps={{ 'aria-label': t('app.showPassword') }} key={form.key('password')} {...form.getInputProps('password')} />
            {fault && (
              <Alert color="red" variant="light" role="alert">
                {fault}
              </Alert>
            )}
            <Button type="submit" loading={busy} fullWidth>
              {t('app.signIn')}
            </Button>
          </Stack>
        </form>
      </Paper>
    </main>
  );
}
