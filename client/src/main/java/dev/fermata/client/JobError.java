package dev.fermata.client;

/**
 * Why a job failed, in the backend's words.
 *
 * @param code for programs; empty if the backend gives none
 * @param message for people; empty if the backend gives none
 */
public record JobError(String code, String message) {}
