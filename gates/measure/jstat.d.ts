/** The one function that we use of a library without types. */
declare module 'jstat' {
  export const jStat: {
    readonly beta: {
      /** The quantile of the beta distribution. */
      inv(probability: number, alpha: number, beta: number): number;
    };
  };
}
