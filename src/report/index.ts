/** What came of a run: findings, figures by name, and a report in one file. @module */

export type { CheckedConstraint } from './constraints.ts';
export type { FigureOptions, ShownTrial, StudyFigure } from './figure.ts';
export { drawFigure, FIGURE_NAMES, type FigureName, fittingFigures, studyFigures } from './figures.ts';
export { type Findings, findingsOf } from './findings.ts';
export { idealSigma, psychometricOf } from './learning-figures.ts';
export { type FixedPointSearch, fixedPointsOf, meanInput, meanInputName, planeOf } from './plane-figures.ts';
export { buildReport, type ReportOptions } from './report.ts';
export { type Steps, type Study, type StudyOptions, studyOf } from './study.ts';
export type { TwoChoices } from './trials.ts';
export { lesionGroups, selectivityOf } from './weight-figures.ts';
