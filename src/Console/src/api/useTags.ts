import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { keys } from './keys';
import type { Tag } from './records';
import { readAll } from './useAgents';

/** The tags, which are conversations' labels; one that is deleted has no name. */
export function useTags() {
  const { data: tags } = useQuery({ queryKey: keys.tags, queryFn: ({ signal }) => readAll<Tag>('/v1.0/service_agents/tags', signal) });
  const nameOf = useCallback((id: string) => tags?.find(tag => tag.id === id)?.name, [tags]);
  return { tags, nameOf };
}
