import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './app.css';
import { setNonce } from 'get-nonce';
import { createRoot } from 'react-dom/client';
import { chooseLanguage, preferredLanguage } from '../texts/texts';
import { App } from './App';

const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
if (nonce) setNonce(nonce);

// A server that was brought up to date no longer has what the page of before would load next.
window.addEventListener('vite:preloadError', () => location.reload());

await chooseLanguage(preferredLanguage());
createRoot(document.getElementById('root')!).render(<App nonce={nonce} />);
