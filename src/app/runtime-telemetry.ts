// The official builds of ONNX Runtime (1.29 and later) report what they run to their maker, unless told not to before they start.

/**
 * Turns that off for this process; without it a device id is kept in ~/.cache and events are sent over the network.
 * Source: microsoft/onnxruntime pull request 27379, "Behavior and controls".
 */
export function forbidRuntimeTelemetry(): void {
  process.env['ORT_DISABLE_TELEMETRY'] = '1'
}
