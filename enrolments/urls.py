"""Addresses of entering, certifying and approving."""

from django.urls import path

from enrolments.views import (
    approvals,
    board,
    enrol_class,
    enrolments,
    entry,
    extensions,
    register,
    returns,
    schools,
    students,
    uploads,
)

app_name = "enrolments"
_SCHOOL = "school/<str:school_code>"

_entering = [
    path(f"{_SCHOOL}/students/", students.students, name="students"),
    path(f"{_SCHOOL}/students/add/", students.student_add, name="student-add"),
    path(f"{_SCHOOL}/students/<int:pk>/", students.student, name="student"),
    path(f"{_SCHOOL}/students/<int:pk>/edit/", students.student_edit, name="student-edit"),
    path(f"{_SCHOOL}/students/<int:pk>/enrol/", entry.enrolment_add, name="enrolment-add"),
    path(f"{_SCHOOL}/enrolments/", enrolments.enrolments, name="enrolments"),
    path(f"{_SCHOOL}/enrolments/<int:pk>/", enrolments.enrolment, name="enrolment"),
    path(f"{_SCHOOL}/enrolments/<int:pk>/edit/", entry.enrolment_edit, name="enrolment-edit"),
    path(
        f"{_SCHOOL}/enrolments/<int:pk>/withdraw/", enrolments.enrolment_withdraw, name="enrolment-withdraw"
    ),
    path(f"{_SCHOOL}/enrolments/<int:pk>/remove/", enrolments.enrolment_remove, name="enrolment-remove"),
    path(f"{_SCHOOL}/class/", enrol_class.enrol_class, name="enrol-class"),
    path(f"{_SCHOOL}/certificates/", register.qualification_search, name="qualification-search"),
    path(f"{_SCHOOL}/certificates/units/", register.qualification_units, name="qualification-units"),
]
_files = [
    path(f"{_SCHOOL}/files/", uploads.uploads, name="uploads"),
    path(f"{_SCHOOL}/files/template/", uploads.upload_template, name="upload-template"),
    path(f"{_SCHOOL}/files/<uuid:pk>/", uploads.upload, name="upload"),
    path(f"{_SCHOOL}/files/<uuid:pk>/save/", uploads.upload_confirm, name="upload-confirm"),
    path(f"{_SCHOOL}/files/<uuid:pk>/drop/", uploads.upload_drop, name="upload-drop"),
    path(f"{_SCHOOL}/files/<uuid:pk>/rows/", uploads.upload_rejected, name="upload-rejected"),
]
_signing = [
    path(f"{_SCHOOL}/return/", returns.return_page, name="return"),
    path(f"{_SCHOOL}/return/certify/", returns.certify, name="return-certify"),
    path(f"{_SCHOOL}/return/reopen/", returns.reopen, name="return-reopen"),
    path(f"{_SCHOOL}/extension/", extensions.extension_request, name="extension-request"),
]
_department = [
    path("department/returns/", board.returns, name="returns"),
    path("department/returns/approve/", board.approve_many, name="returns-approve-many"),
    path("department/returns/<str:school_code>/", board.review, name="return-review"),
    path("department/returns/<str:school_code>/approve/", board.approve, name="return-approve"),
    path("department/returns/<str:school_code>/return/", board.return_, name="return-return"),
    path("department/extensions/", extensions.extensions, name="extensions"),
    path("department/extensions/<int:pk>/grant/", extensions.extension_grant, name="extension-grant"),
    path("department/extensions/<int:pk>/refuse/", extensions.extension_refuse, name="extension-refuse"),
    path("department/approvals/", approvals.approvals, name="approvals"),
    path("department/approvals/lacking/", approvals.lacking, name="approvals-lacking"),
    path("department/approvals/add/", approvals.approval_add, name="approval-add"),
    path("department/approvals/<int:pk>/", approvals.approval_change, name="approval-change"),
    path("department/approvals/<int:pk>/remove/", approvals.approval_remove, name="approval-remove"),
    path("department/schools/", schools.schools, name="schools"),
]
urlpatterns = [*_entering, *_files, *_signing, *_department]
