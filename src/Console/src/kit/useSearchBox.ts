import { useCombobox } from '@mantine/core';
import { flushSync } from 'react-dom';

/** A list that is chosen from by typing. What is typed right after it was asked for is looked for already: the field has the caret before the next key is read. */
export function useSearchBox(onClose: () => void) {
  const box = useCombobox({
    onDropdownClose: () => {
      box.resetSelectedOption();
      onClose();
    },
  });
  const open = () => {
    flushSync(() => box.openDropdown());
    box.searchRef.current?.focus({ preventScroll: true });
    box.selectFirstOption();
  };
  return { box, open, toggle: () => (box.dropdownOpened ? box.closeDropdown() : open()) };
}
