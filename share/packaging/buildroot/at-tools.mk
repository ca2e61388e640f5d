################################################################################
#
# at-tools: make BR2_EXTERNAL=.../share/packaging/buildroot menuconfig
#
################################################################################

AT_TOOLS_VERSION = 0.1
AT_TOOLS_SITE = $(BR2_EXTERNAL_AT_TOOLS_PATH)/../../..
AT_TOOLS_SITE_METHOD = local
AT_TOOLS_LICENSE = ISC
AT_TOOLS_LICENSE_FILES = LICENSE

AT_TOOLS_INSTALL = $(if $(BR2_PACKAGE_AT_TOOLS_ONE),install-at,install)
AT_TOOLS_MAKE = $(TARGET_MAKE_ENV) $(MAKE) -C $(@D) $(TARGET_CONFIGURE_OPTS)

# what was copied may have been built for another machine
define AT_TOOLS_BUILD_CMDS
	$(AT_TOOLS_MAKE) clean
	$(AT_TOOLS_MAKE) $(if $(BR2_PACKAGE_AT_TOOLS_ONE),at STATIC=,all)
endef

define AT_TOOLS_INSTALL_TARGET_CMDS
	$(AT_TOOLS_MAKE) $(AT_TOOLS_INSTALL) DESTDIR=$(TARGET_DIR) PREFIX=/usr
endef

$(eval $(generic-package))
