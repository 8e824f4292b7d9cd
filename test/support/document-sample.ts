/** The sample of the document behind rows S10 and S45: file and request body show the same, byte for byte. */
export const DOCUMENT_SAMPLE = `{
  "users":  
    [
      {
        "userId":  "user identifier",
        "name":  "User name",
        "jobTitle":  "Job Title",
        "upn":  "user@domain.onmicrosoft.com",
        "email":  "user@domain.onmicrosoft.com",
        "account":  "user@domain.onmicrosoft.com",
        "loginName":  "user@domain.onmicrosoft.com",
        "locale":  "es-ES",
        "audienceDepartment":  "Department",
        "department":  "Department",
        "audienceLocation":  "Location",
        "location":  "Location",
        "phone":  "phone number",
        "mobile":  "mobile number",
        "entityType":  "User",
        "extended_props":  
          [
            {
                "Key":  "Property 1",
                "Type":  1,
                "Value":  "Property 1 value"
            }
          ]
      }
    ]
}`;
