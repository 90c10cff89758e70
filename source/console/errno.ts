/** What the tools print when the kernel refuses: strerror(3), and the sentence that libnetlink makes of it. */
import type {ChangeResult, Errno} from '../engine/change.js';

const SENTENCES: Record<Errno, string> = {
	EPERM: 'Operation not permitted',
	ENOENT: 'No such file or directory',
	EBUSY: 'Device or resource busy',
	EEXIST: 'File exists',
	ENODEV: 'No such device',
	ENOTEMPTY: 'Directory not empty',
	EINVAL: 'Invalid argument',
	ERANGE: 'Numerical result out of range',
	EOPNOTSUPP: 'Operation not supported',
	EPROTONOSUPPORT: 'Protocol not supported',
	EADDRINUSE: 'Address already in use',
	EADDRNOTAVAIL: 'Cannot assign requested address',
	ENETUNREACH: 'Network is unreachable',
	EHOSTUNREACH: 'No route to host',
	ESRCH: 'No such process',
	ENETDOWN: 'Network is down',
	ELOOP: 'Too many levels of symbolic links',
	EXFULL: 'Exchange full',
	EACCES: 'Permission denied',
	EMSGSIZE: 'Message too long',
	EMLINK: 'Too many links',
	ENOSPC: 'No space left on device',
	ENOMEM: 'Cannot allocate memory',
	EPROTO: 'Protocol error',
};

/** A change that the kernel refused. */
export type Refusal = Extract<ChangeResult, {kind: 'refused'}>;

/** strerror(3) */
export function errorText(errno: Errno): string {
	return SENTENCES[errno];
}

/** What iproute2 prints: the kernel's own explanation where it gives one, the errno otherwise (rtnl_talk_error). */
export function netlinkError({errno, message}: Refusal): string {
	if (message === undefined) return `RTNETLINK answers: ${errorText(errno)}\n`;
	return `Error: ${message}${message.endsWith('.') ? '' : '.'}\n`;
}
