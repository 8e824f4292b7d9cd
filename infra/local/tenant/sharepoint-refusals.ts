import { userProfileNamespace, type SharePointError } from './sharepoint-answers';

const accessDeniedCode = '-2147024891, System.UnauthorizedAccessException';

function profileError(exception: string, message: string): SharePointError {
  return { status: 500, code: `-1, ${userProfileNamespace}.${exception}`, message };
}

export const propertyNotEditable = profileError(
  'PropertyNotEditableException',
  'Property Not Editable: This property can only be modified by an administrator.',
);

export const userNotFound = profileError(
  'UserNotFoundException',
  'User Profile Error 1000: User Not Found: Could not load profile data from the database.',
);

export const propertyNotFound = profileError(
  'PropertyNotFoundException',
  'Property Not Found: The specified property does not exist.',
);

export const invalidValue = profileError(
  'InvalidValueException',
  'Invalid Value: The value does not fit the property.',
);

export const termRefused: SharePointError = {
  status: 500,
  code: '-1, Microsoft.SharePoint.Taxonomy.TermStoreOperationException',
  message: 'The current user has insufficient permissions to perform this operation.',
};

export const accessDenied: SharePointError = {
  status: 403,
  code: accessDeniedCode,
  message: 'Access is denied. (Exception from HRESULT: 0x80070005 (E_ACCESSDENIED))',
};

export const profileAccessDenied: SharePointError = {
  status: 403,
  code: accessDeniedCode,
  message:
    'Access Denied: This application does not have the required permissions to access profile information.',
};

export const notYourOwnData: SharePointError = {
  status: 500,
  code: accessDeniedCode,
  message:
    'This operation requires you to be managing your own data or have administrator privileges.',
};

export const invalidQuery: SharePointError = {
  status: 400,
  code: '-1, Microsoft.SharePoint.Client.InvalidClientQueryException',
  message: 'The request is not valid: check its method, its Content-Type and its parameters.',
};

export const resourceNotFound: SharePointError = {
  status: 404,
  code: '-1, Microsoft.SharePoint.Client.ResourceNotFoundException',
  message: 'Cannot find resource for the request.',
};

export const unexpectedFailure = profileError(
  'UserProfileException',
  'The operation was refused and will be refused again.',
);
