DROP TABLE archived_histories;
