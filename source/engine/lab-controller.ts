/** An OpenFlow controller in a lab file: a process on a machine that waits for switches whose `controllers` name its address. */
import * as z from 'zod';
import {OPENFLOW_VERSIONS} from './flow/syntax/protocol.js';
import {APPLICATIONS, type Controller, type ControllerOptions, DEFAULT_CONTROLLER} from './openflow/controller-state.js';

export const controllerSchema = z.strictObject({
	application: z.enum(APPLICATIONS).default(DEFAULT_CONTROLLER.application),
	port: z.int().min(1).max(65535).default(DEFAULT_CONTROLLER.port),
	protocols: z
		.array(z.enum(OPENFLOW_VERSIONS))
		.min(1)
		.default([...DEFAULT_CONTROLLER.versions]),
	/** Seconds for which a flow may be idle; 0 keeps it for ever, `none` makes no flows. */
	idleTimeout: z.union([z.int().min(0).max(65535), z.literal('none')]).default(DEFAULT_CONTROLLER.idleTimeout ?? 'none'),
	/** Flows look at ingress, addresses and VLAN only. */
	wide: z.boolean().default(DEFAULT_CONTROLLER.wide),
	/** Nanoseconds that it takes to answer. */
	delay: z.int().nonnegative().default(DEFAULT_CONTROLLER.delay),
});

type ControllerLab = z.output<typeof controllerSchema>;

export function controllerOptions({protocols, idleTimeout, ...options}: ControllerLab): ControllerOptions {
	return {...options, versions: protocols, idleTimeout: idleTimeout === 'none' ? undefined : idleTimeout};
}

/** One that was stopped is not there. */
export function describeController(controller: Controller | undefined): {controller?: ControllerLab} {
	if (!controller?.running) return {};
	const {versions, idleTimeout, ...options} = controller.options;
	return {controller: {...options, protocols: [...versions], idleTimeout: idleTimeout ?? 'none'}};
}
