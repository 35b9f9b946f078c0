import { Button, Center, Stack, Text } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { t } from '../texts/texts';

/** Keeps the rest of the console where a page cannot be shown: its code did not come, or it has a fault. */
export class PageBoundary extends Component<{ children: ReactNode; forget: () => void }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError = () => ({ failed: true });

  override componentDidCatch() {
    void renew();
  }

  override componentWillUnmount() {
    if (this.state.failed) this.props.forget();
  }

  private readonly again = () => {
    this.props.forget();
    this.setState({ failed: false });
  };

  override render() {
    if (!this.state.failed) return this.props.children;
    return (
      <Center component="main" flex={1} p="lg">
        <Stack align="center" role="alert">
          <Text>{t('app.pageFailed')}</Text>
          <Button variant="default" onClick={this.again}>{t('app.again')}</Button>
        </Stack>
      </Center>
    );
  }
}

/** A server that was brought up to date no longer has what the page of before would load next: all is loaded anew, where the server is there and has another console, and not again and again. */
async function renew() {
  const ours = document.querySelector('script[type=module][src]')?.getAttribute('src');
  const theirs = await fetch('/', { cache: 'no-store' }).then(answer => (answer.ok ? answer.text() : ''), () => '');
  if (!ours || !theirs || theirs.includes(ours) || Date.now() - Number(sessionStorage.getItem('renewed')) < 30_000) return;
  sessionStorage.setItem('renewed', String(Date.now()));
  location.reload();
}
