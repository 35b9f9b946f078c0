import { Link } from 'wouter';
import { t } from '../texts/texts';
import classes from './webhooks.module.css';

/** From endpoints to deliveries and back. */
export const WebhookNav = ({ here }: { here: 'endpoints' | 'deliveries' }) => (
  <nav className={classes.nav} aria-label={t('webhooks.title')}>
    <Link href="/webhooks" aria-current={here === 'endpoints' ? 'page' : undefined}>
      {t('webhooks.endpoints')}
    </Link>
    <Link href="/webhooks/deliveries" aria-current={here === 'deliveries' ? 'page' : undefined}>
      {t('webhooks.deliveries')}
    </Link>
  </nav>
);
