import { Card, Group, SimpleGrid, Text } from '@mantine/core';
import { Link } from 'wouter';
import { Page } from '../kit/Page';
import { t } from '../texts/texts';
import classes from './AdminPage.module.css';
import { Checklist } from './Checklist';
import { sections } from './sections';

/** Where the settings begin: what is still to be done, and what there is to set up. */
export const AdminHome = () => (
  <Page title={t('admin.title')}>
    <Checklist />
    <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="sm">
      {sections.map(({ path, title, intro, icon: Icon }) => (
        <Card key={path} component={Link} href={path} withBorder padding="md" className={classes.card}>
          <Group gap="xs" mb={4} wrap="nowrap">
            <Icon size={20} stroke={1.6} />
            <Text fw={600}>{t(title)}</Text>
          </Group>
          <Text size="sm" c="dimmed">
            {t(intro)}
          </Text>
        </Card>
      ))}
    </SimpleGrid>
  </Page>
);
