/** Where to ask what became of a submission, at the address under which the caller has reached the app. */
export function statusUrl(requestUrl: string, submissionId: string): string {
  return `${new URL(requestUrl).origin}/app/togouserprofile/submissions/${submissionId}`;
}
