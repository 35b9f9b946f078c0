import { closestCenter, DndContext, type DragEndEvent, type Modifier, PointerSensor, useSensor, useSensors } from '@dnd-kit/core';
import { SortableContext, useSortable, verticalListSortingStrategy } from '@dnd-kit/sortable';
import { IconGripVertical } from '@tabler/icons-react';
import { createContext, type ReactNode, use } from 'react';
import classes from './flows.module.css';

type Grip = Pick<ReturnType<typeof useSortable>, 'listeners' | 'setActivatorNodeRef'>;

const GripContext = createContext<Grip | undefined>(undefined);

const upAndDown: Modifier = ({ transform }) => ({ ...transform, x: 0 });

/** Whoever moves by keys or listens is told where that is done, and in his language: by the buttons and Alt with an arrow key. */
const none = () => undefined;
const silent = { announcements: { onDragStart: none, onDragOver: none, onDragEnd: none, onDragCancel: none }, screenReaderInstructions: { draggable: '' } };

/** A list whose items are dragged by their handles, with mouse, pen or finger. */
export function Sorting({ ids, onMove, children }: { ids: string[]; onMove: (at: number, to: number) => void; children: ReactNode }) {
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 4 } }));
  const end = ({ active, over }: DragEndEvent) => {
    const [at, to] = [ids.indexOf(String(active.id)), ids.indexOf(String(over?.id ?? active.id))];
    if (at >= 0 && to >= 0 && at !== to) onMove(at, to);
  };
  return (
    <DndContext sensors={sensors} collisionDetection={closestCenter} modifiers={[upAndDown]} accessibility={silent} onDragEnd={end}>
      <SortableContext items={ids} strategy={verticalListSortingStrategy}>
        {children}
      </SortableContext>
    </DndContext>
  );
}

/** An item of such a list. */
export function SortItem({ id, children }: { id: string; children: ReactNode }) {
  const { setNodeRef, listeners, setActivatorNodeRef, transform, transition, isDragging } = useSortable({ id });
  return (
    <GripContext value={{ listeners, setActivatorNodeRef }}>
      <div ref={setNodeRef} className={classes.item} data-dragged={isDragging || undefined} style={{ transform: transform ? `translate3d(0, ${transform.y}px, 0)` : undefined, transition }}>
        {children}
      </div>
    </GripContext>
  );
}

/** What an item is dragged by. Not for keys: they have buttons. */
export function DragHandle() {
  const grip = use(GripContext);
  return (
    <span ref={grip?.setActivatorNodeRef} {...grip?.listeners} className={classes.handle} aria-hidden>
      <IconGripVertical size={16} stroke={1.6} />
    </span>
  );
}
