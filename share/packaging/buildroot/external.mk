include $(BR2_EXTERNAL_AT_TOOLS_PATH)/at-tools.mk
