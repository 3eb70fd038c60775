import {forbidAttachableOverlay} from './forbid-attachable-overlay';
import {forbidCgroupParent} from './forbid-cgroup-parent';
import {forbidCredentialUrl} from './forbid-credential-url';
import {forbidDangerousSysctl} from './forbid-dangerous-sysctl';
import {forbidDisabledLog} from './forbid-disabled-log';
import {forbidDisabledSelinux} from './forbid-disabled-selinux';
import {forbidDockerSocket} from './forbid-docker-socket';
import {forbidEndOfLifeImage} from './forbid-end-of-life-image';
import {forbidExecutableTmpfs} from './forbid-executable-tmpfs';
import {forbidExpiredException} from './forbid-expired-exception';
import {forbidFloatingTag} from './forbid-floating-tag';
import {forbidForeignNetwork} from './forbid-foreign-network';
import {forbidFullPluginPermissions} from './forbid-full-plugin-permissions';
import {forbidHostCapability} from './forbid-host-capability';
import {forbidHostCgroupNamespace} from './forbid-host-cgroup-namespace';
import {forbidHostIpc} from './forbid-host-ipc';
import {forbidHostNetwork} from './forbid-host-network';
import {forbidHostPid} from './forbid-host-pid';
import {forbidHostUserNamespace} from './forbid-host-user-namespace';
import {forbidInsecureRegistry} from './forbid-insecure-registry';
import {forbidInspectionCapability} from './forbid-inspection-capability';
import {forbidJoinedNamespace} from './forbid-joined-namespace';
import {forbidOpenBridge} from './forbid-open-bridge';
import {forbidOverdueSecret} from './forbid-overdue-secret';
import {forbidPlainSecret} from './forbid-plain-secret';
import {forbidPortCollision} from './forbid-port-collision';
import {forbidPrivileged} from './forbid-privileged';
import {forbidPrivilegedGroup} from './forbid-privileged-group';
import {forbidPrivilegedPort} from './forbid-privileged-port';
import {forbidPublicCloudService} from './forbid-public-cloud-service';
import {forbidPublishAllPorts} from './forbid-publish-all-ports';
import {forbidPublishedPort} from './forbid-published-port';
import {forbidRawDevice} from './forbid-raw-device';
import {forbidRootCapability} from './forbid-root-capability';
import {forbidRootUser} from './forbid-root-user';
import {forbidSecretArgument} from './forbid-secret-argument';
import {forbidSecretBuildArgument} from './forbid-secret-build-argument';
import {forbidSecretConfig} from './forbid-secret-config';
import {forbidSecretUpload} from './forbid-secret-upload';
import {forbidSecretValue} from './forbid-secret-value';
import {forbidSensitivePath} from './forbid-sensitive-path';
import {forbidSharedPropagation} from './forbid-shared-propagation';
import {forbidSharedSecretFile} from './forbid-shared-secret-file';
import {forbidSharedWritableVolume} from './forbid-shared-writable-volume';
import {forbidSshServer} from './forbid-ssh-server';
import {forbidTerminal} from './forbid-terminal';
import {forbidUnauthenticatedEngine} from './forbid-unauthenticated-engine';
import {forbidUncheckedHostKey} from './forbid-unchecked-host-key';
import {forbidUnconfinedApparmor} from './forbid-unconfined-apparmor';
import {forbidUnconfinedSeccomp} from './forbid-unconfined-seccomp';
import {forbidUnconfinedSystemPaths} from './forbid-unconfined-system-paths';
import {forbidUnprotectedGateway} from './forbid-unprotected-gateway';
import {forbidUnusedException} from './forbid-unused-exception';
import {forbidUploadToReadOnly} from './forbid-upload-to-read-only';
import {forbidVolumePassword} from './forbid-volume-password';
import {forbidWritableCgroups} from './forbid-writable-cgroups';
import {forbidWritableSystemPath} from './forbid-writable-system-path';
import {limitAddedCapabilities} from './limit-added-capabilities';
import {limitDevices} from './limit-devices';
import {limitExceptions} from './limit-exceptions';
import {limitImages} from './limit-images';
import {limitPublishedPorts} from './limit-published-ports';
import {limitRegistries} from './limit-registries';
import {limitRestarts} from './limit-restarts';
import {limitRuntimes} from './limit-runtimes';
import {limitSecretAge} from './limit-secret-age';
import {limitSecretMode} from './limit-secret-mode';
import {limitSwap} from './limit-swap';
import {limitSwarmPorts} from './limit-swarm-ports';
import {limitTotalMemory} from './limit-total-memory';
import {limitUlimits} from './limit-ulimits';
import {limitUploadPermissions} from './limit-upload-permissions';
import {requireAgreeingTls} from './require-agreeing-tls';
import {requireBucketVersioning} from './require-bucket-versioning';
import {requireCloudBackup} from './require-cloud-backup';
import {requireCloudEncryption} from './require-cloud-encryption';
import {requireCpuLimit} from './require-cpu-limit';
import {requireDroppedCapabilities} from './require-dropped-capabilities';
import {requireEncryptedOverlay} from './require-encrypted-overlay';
import {requireEncryptedState} from './require-encrypted-state';
import {requireEncryptedVolume} from './require-encrypted-volume';
import {requireExceptionReason} from './require-exception-reason';
import {requireHealthcheck} from './require-healthcheck';
import {requireHostBinding} from './require-host-binding';
import {requireInit} from './require-init';
import {requireInternalNetwork} from './require-internal-network';
import {requireLabels} from './require-labels';
import {requireLogRotation} from './require-log-rotation';
import {requireLoopbackPort} from './require-loopback-port';
import {requireMemoryLimit} from './require-memory-limit';
import {requireNoNewPrivileges} from './require-no-new-privileges';
import {requireOwnNetwork} from './require-own-network';
import {requirePinnedImage} from './require-pinned-image';
import {requireProcessLimit} from './require-process-limit';
import {requireProtectedVolume} from './require-protected-volume';
import {requireReadOnlyRoot} from './require-read-only-root';
import {requireReadOnlySecretMount} from './require-read-only-secret-mount';
import {requireTmpfsSize} from './require-tmpfs-size';
import type {AnyRule} from './rule';

/** Every rule of the pack; the last one judges what the others found. */
export const rules: readonly AnyRule[] = [
  forbidAttachableOverlay,
  forbidCgroupParent,
  forbidCredentialUrl,
  forbidDangerousSysctl,
  forbidDisabledLog,
  forbidDisabledSelinux,
  forbidDockerSocket,
  forbidEndOfLifeImage,
  forbidExecutableTmpfs,
  forbidExpiredException,
  forbidFloatingTag,
  forbidForeignNetwork,
  forbidFullPluginPermissions,
  forbidHostCapability,
  forbidHostCgroupNamespace,
  forbidHostIpc,
  forbidHostNetwork,
  forbidHostPid,
  forbidHostUserNamespace,
  forbidInsecureRegistry,
  forbidInspectionCapability,
  forbidJoinedNamespace,
  forbidOpenBridge,
  forbidOverdueSecret,
  forbidPlainSecret,
  forbidPortCollision,
  forbidPrivileged,
  forbidPrivilegedGroup,
  forbidPrivilegedPort,
  forbidPublicCloudService,
  forbidPublishAllPorts,
  forbidPublishedPort,
  forbidRawDevice,
  forbidRootCapability,
  forbidRootUser,
  forbidSecretArgument,
  forbidSecretBuildArgument,
  forbidSecretConfig,
  forbidSecretUpload,
  forbidSecretValue,
  forbidSensitivePath,
  forbidSharedPropagation,
  forbidSharedSecretFile,
  forbidSharedWritableVolume,
  forbidSshServer,
  forbidTerminal,
  forbidUnauthenticatedEngine,
  forbidUncheckedHostKey,
  forbidUnconfinedApparmor,
  forbidUnconfinedSeccomp,
  forbidUnconfinedSystemPaths,
  forbidUnprotectedGateway,
  forbidUploadToReadOnly,
  forbidVolumePassword,
  forbidWritableCgroups,
  forbidWritableSystemPath,
  limitAddedCapabilities,
  limitDevices,
  limitExceptions,
  limitImages,
  limitPublishedPorts,
  limitRegistries,
  limitRestarts,
  limitRuntimes,
  limitSecretAge,
  limitSecretMode,
  limitSwap,
  limitSwarmPorts,
  limitTotalMemory,
  limitUlimits,
  limitUploadPermissions,
  requireAgreeingTls,
  requireBucketVersioning,
  requireCloudBackup,
  requireCloudEncryption,
  requireCpuLimit,
  requireDroppedCapabilities,
  requireEncryptedOverlay,
  requireEncryptedState,
  requireEncryptedVolume,
  requireExceptionReason,
  requireHealthcheck,
  requireHostBinding,
  requireInit,
  requireInternalNetwork,
  requireLabels,
  requireLogRotation,
  requireLoopbackPort,
  requireMemoryLimit,
  requireNoNewPrivileges,
  requireOwnNetwork,
  requirePinnedImage,
  requireProcessLimit,
  requireProtectedVolume,
  requireReadOnlyRoot,
  requireReadOnlySecretMount,
  requireTmpfsSize,
  forbidUnusedException,
];
