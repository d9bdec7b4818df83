// How similar strangers and photos of one person come out with this pack; written by bench/calibrate.ts.

import type { ScoreCalibration } from '../../../core/types.ts'

export const mobileCalibration: ScoreCalibration = {
  measuredOn:
    'press photos of LFW: people of View 2, folds 1–5, who are not in its open-set list; three pairs of labels that show one person left out',
  measuredAt: '2026-11-24',
  people: 1491,
  comparisons: 631082,
  measuredDownTo: 0.000015845801338019464,
  impostors: [
    { falseMatchRate: 0.5, threshold: 0.005, low: 0.0041, high: 0.0062 },
    { falseMatchRate: 0.3, threshold: 0.0549, low: 0.0538, high: 0.0561 },
    { falseMatchRate: 0.1, threshold: 0.1308, low: 0.1293, high: 0.1323 },
    { falseMatchRate: 0.03, threshold: 0.1956, low: 0.1938, high: 0.1976 },
    { falseMatchRate: 0.01, threshold: 0.2476, low: 0.2449, high: 0.2504 },
    { falseMatchRate: 0.003, threshold: 0.2997, low: 0.2962, high: 0.3031 },
    { falseMatchRate: 0.001, threshold: 0.3431, low: 0.3386, high: 0.3483 },
    { falseMatchRate: 0.0003, threshold: 0.3873, low: 0.3787, high: 0.3967 },
    { falseMatchRate: 0.0001, threshold: 0.4256, low: 0.414, high: 0.4393 },
    { falseMatchRate: 0.00003, threshold: 0.4653, low: 0.4455, high: 0.4833 },
    { falseMatchRate: 0.00001, threshold: 0.4996, low: 0.4652, high: 0.5295 },
    { falseMatchRate: 0.000003, threshold: 0.5351, low: 0.4829, high: 0.5867 },
    { falseMatchRate: 0.000001, threshold: 0.5659, low: 0.4938, high: 0.6472 },
    { falseMatchRate: 1e-7, threshold: 0.6253, low: 0.5095, high: 0.7957 },
    { falseMatchRate: 1e-8, threshold: 0.6786, low: 0.5181, high: 0.9916 },
  ],
  genuine: [
    { similarity: 0.15, falseNonMatchRate: 0.0013, low: 0, high: 0.0075 },
    { similarity: 0.2, falseNonMatchRate: 0.0013, low: 0, high: 0.0075 },
    { similarity: 0.25, falseNonMatchRate: 0.0013, low: 0, high: 0.0075 },
    { similarity: 0.3, falseNonMatchRate: 0.0013, low: 0, high: 0.0075 },
    { similarity: 0.35, falseNonMatchRate: 0.004, low: 0.0008, high: 0.0118 },
    { similarity: 0.4, falseNonMatchRate: 0.0054, low: 0.0015, high: 0.0137 },
    { similarity: 0.45, falseNonMatchRate: 0.0094, low: 0.0038, high: 0.0193 },
    { similarity: 0.5, falseNonMatchRate: 0.0162, low: 0.0084, high: 0.028 },
    { similarity: 0.55, falseNonMatchRate: 0.035, low: 0.023, high: 0.0509 },
    { similarity: 0.6, falseNonMatchRate: 0.0619, low: 0.0457, high: 0.0817 },
    { similarity: 0.65, falseNonMatchRate: 0.1279, low: 0.1047, high: 0.154 },
    { similarity: 0.7, falseNonMatchRate: 0.2328, low: 0.2029, high: 0.2649 },
    { similarity: 0.75, falseNonMatchRate: 0.3943, low: 0.359, high: 0.4305 },
    { similarity: 0.8, falseNonMatchRate: 0.6272, low: 0.5913, high: 0.6621 },
    { similarity: 0.85, falseNonMatchRate: 0.8385, low: 0.81, high: 0.8642 },
  ],
  genuineComparisons: 743,
}
