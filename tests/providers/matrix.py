"""The table of providers: what CodePipeline can do, who does it, and which configuration keys each understands.

https://docs.aws.amazon.com/codepipeline/latest/userguide/actions-valid-providers.html with the action references behind it,
https://docs.aws.amazon.com/codepipeline/latest/userguide/integrations-action-type.html and
https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference.html.
"""

from __future__ import annotations

from pipeviz.model import ActionType

_CODEBUILD = "ProjectName PrimarySource BatchEnabled BuildspecOverride CombineArtifacts EnvironmentVariables"
_WORKER = "ProjectName"

ROWS = {
    "Source/AWS/S3": "S3Bucket S3ObjectKey PollForSourceChanges AllowOverrideForS3ObjectKey",
    "Source/AWS/CodeCommit": "RepositoryName BranchName PollForSourceChanges OutputArtifactFormat",
    "Source/AWS/ECR": "RepositoryName ImageTag",
    "Source/AWS/CodeStarSourceConnection": "ConnectionArn FullRepositoryId BranchName OutputArtifactFormat DetectChanges",
    "Source/ThirdParty/GitHub": "Owner Repo Branch OAuthToken PollForSourceChanges",
    "Build/AWS/CodeBuild": _CODEBUILD,
    "Test/AWS/CodeBuild": _CODEBUILD,
    "Build/AWS/ECRBuildAndPublish": "ECRRepositoryName DockerFilePath ImageTags RegistryType",
    "Compute/AWS/Commands": "EnvironmentType ComputeType VpcId Subnets SecurityGroupIds",
    "Test/AWS/DeviceFarm": "ProjectId DevicePoolArn AppType App TestType AppiumVersion Test UnmeteredDevicesOnly",
    "Approval/AWS/Manual": "NotificationArn CustomData ExternalEntityLink",
    "Deploy/AWS/CloudFormation": "ActionMode StackName ChangeSetName TemplatePath TemplateConfiguration Capabilities RoleArn "
    "ParameterOverrides OutputFileName",
    "Deploy/AWS/CloudFormationStackSet": "StackSetName TemplatePath Description Parameters Capabilities PermissionModel "
    "AdministrationRoleArn ExecutionRoleName OrganizationsAutoDeployment DeploymentTargets Regions "
    "FailureTolerancePercentage MaxConcurrentPercentage CallAs",
    "Deploy/AWS/CloudFormationStackInstances": "StackSetName Regions DeploymentTargets ParameterOverrides "
    "FailureTolerancePercentage MaxConcurrentPercentage CallAs",
    "Deploy/AWS/CodeDeploy": "ApplicationName DeploymentGroupName",
    "Deploy/AWS/CodeDeployToECS": "ApplicationName DeploymentGroupName TaskDefinitionTemplateArtifact "
    "AppSpecTemplateArtifact TaskDefinitionTemplatePath AppSpecTemplatePath Image1ArtifactName Image1ContainerName",
    "Deploy/AWS/ECS": "ClusterName ServiceName FileName DeploymentTimeout",
    "Deploy/AWS/EKS": "ClusterName HelmReleaseName HelmChartLocation HelmValuesFiles ManifestFiles Namespace Subnets "
    "SecurityGroupIds",
    "Deploy/AWS/EC2": "InstanceTagKey InstanceTagValue InstanceType TargetDirectory PreScript PostScript DeploySpec MaxBatch "
    "MaxError TargetGroupNameList",
    "Deploy/AWS/Lambda": "FunctionName FunctionAlias PublishedTargetVersion DeployStrategy Alarms",
    "Deploy/AWS/ElasticBeanstalk": "ApplicationName EnvironmentName",
    "Deploy/AWS/S3": "BucketName Extract ObjectKey KMSEncryptionKeyARN CannedACL CacheControl",
    "Deploy/AWS/AppConfig": "Application Environment ConfigurationProfile InputArtifactConfigurationPath DeploymentStrategy",
    "Deploy/AWS/ServiceCatalog": "ProductId TemplateFilePath ProductVersionName ProductType ProductVersionDescription "
    "ConfigurationFilePath",
    "Deploy/AWS/OpsWorks": "Stack App Layer",
    "Deploy/ThirdParty/AlexaSkillsKit": "ClientId ClientSecret RefreshToken SkillId",
    "Invoke/AWS/Lambda": "FunctionName UserParameters",
    "Invoke/AWS/StepFunctions": "StateMachineArn Input InputType ExecutionNamePrefix",
    "Invoke/AWS/CodePipeline": "PipelineName SourceRevisions Variables",
    "Invoke/AWS/InspectorScan": "InspectorRunMode ECRRepositoryName ImageTag CriticalThreshold HighThreshold "
    "MediumThreshold LowThreshold",
    "Invoke/ThirdParty/Snyk": "",
    "Build/Custom/Jenkins": _WORKER,
    "Test/Custom/Jenkins": _WORKER,
    "Build/Custom/CloudBees": _WORKER,
    "Build/Custom/TeamCity": _WORKER,
    "Test/Custom/BlazeMeter": _WORKER,
    "Deploy/Custom/XebiaLabs": _WORKER,
    "Test/ThirdParty/GhostInspector": "",
    "Test/ThirdParty/StormRunnerLoad": "",
    "Test/ThirdParty/Nouvola": "",
    "Test/ThirdParty/Runscope": "",
    "Test/ThirdParty/Reflect": "",
}
"""Configuration keys by `Category/Owner/Provider`."""

ANY_CUSTOM = ("Build", "Test", "Deploy", "Invoke")
"""The categories of which anybody may have a custom action of any name."""

RULES = {
    "CloudWatchAlarm": "AlarmName AlarmStates WaitTime",
    "CodeBuild": "ProjectName PrimarySource BatchEnabled CombineArtifacts EnvironmentVariables",
    "Commands": "",
    "DeploymentWindow": "Cron TimeZone",
    "LambdaInvoke": "FunctionName UserParameters",
    "VariableCheck": "Variable Value Operator",
}
"""Configuration keys by rule provider."""

FIVE_MODES = ("CREATE_UPDATE", "REPLACE_ON_FAILURE", "DELETE_ONLY", "CHANGE_SET_REPLACE", "CHANGE_SET_EXECUTE")


def action_type(text: str) -> ActionType:
    """`Category/Owner/Provider` as an action type."""
    category, owner, provider = text.split("/", 2)
    return ActionType(category=category, owner=owner, provider=provider)
