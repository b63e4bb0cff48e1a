export { isSameSerial, plainSerial } from '../core/serial.ts';
