/** Follows a lesson at the keyboard: the component is drawn again when something changed. */
import {useSyncExternalStore} from 'react';
import type {LessonController} from '../lesson-controller.js';

export function useController(controller: LessonController): number {
	return useSyncExternalStore(controller.subscribe, () => controller.version);
}
