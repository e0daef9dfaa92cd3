"""AWS → recording. The only package that reaches boto3."""
