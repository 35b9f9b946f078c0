import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './app.css';
import { setNonce } from 'get-nonce';
import { createRoot } from 'react-dom/client';
import { chooseLanguage, preferredLanguage } from '../texts/texts';
import { App } from './App';

const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
if (nonce) setNonce(nonce);

await chooseLanguage(preferredLanguage());
createRoot(document.getElementById('root')!).render(<App nonce={nonce} />);
